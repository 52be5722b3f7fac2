import { t } from '../../../i18n/i18n.ts'

/** What dragging on the map does. */
export type MapMode = 'draw' | 'move'

interface ToolsProps {
  readonly mode: MapMode
  /** Without it there is nothing to choose. */
  readonly onMode: ((mode: MapMode) => void) | undefined
  /** Zooms by a factor. */
  readonly onZoom: (factor: number) => void
  readonly onFit: () => void
}

/** One step of the zoom. */
export const zoomStep = 1.6

/** The buttons above a map. */
export function MapTools({ mode, onMode, onZoom, onFit }: ToolsProps) {
  return (
    <div class="map-tools">
      {onMode && (
        <div class="segments" role="group" aria-label={t('map.mode')}>
          <button class="button" aria-pressed={mode === 'draw'} onClick={() => onMode('draw')}>{t('map.draw')}</button>
          <button class="button" aria-pressed={mode === 'move'} onClick={() => onMode('move')}>{t('map.move')}</button>
        </div>
      )}
      <div class="segments">
        <button class="button" aria-label={t('map.in')} title={t('map.in')} onClick={() => onZoom(zoomStep)}>+</button>
        <button class="button" aria-label={t('map.out')} title={t('map.out')} onClick={() => onZoom(1 / zoomStep)}>−</button>
        <button class="button" onClick={onFit}>{t('map.fit')}</button>
      </div>
    </div>
  )
}
