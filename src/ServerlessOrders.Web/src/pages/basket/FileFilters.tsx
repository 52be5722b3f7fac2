import { useId, useState } from 'preact/hooks'
import type { DatasetSelection, FileType } from '../../api/types.ts'
import { setFileFilters } from '../../basket/basket.ts'
import { t } from '../../i18n/i18n.ts'

const types: readonly FileType[] = ['RAWDATA', 'QUICKLOOK']

interface FiltersProps {
  readonly selection: DatasetSelection
  readonly change: (act: () => Promise<void>) => Promise<void>
}

/** Which of the files of a collection are ordered: by type and by name. */
export function FileFilters({ selection, change }: FiltersProps) {
  const id = useId()
  const { fileTypes = [], fileNamePattern = '' } = selection.fileSelectionDescription ?? {}
  const [chosen, setChosen] = useState<readonly FileType[]>(fileTypes ?? [])
  const [pattern, setPattern] = useState(fileNamePattern ?? '')
  const set = (kinds: readonly FileType[], name: string) => {
    setChosen(kinds)
    setPattern(name)
    // Both types are all that can be ordered: no filter.
    return change(() => setFileFilters(selection.id, kinds.length === types.length ? [] : kinds, name.trim()))
  }
  const shown = [...(fileTypes ?? []).map(type => t(`filters.${type}`)), ...(fileNamePattern ? [fileNamePattern] : [])]
  return (
    <details class="file-filters">
      <summary>
        <span>{t('filters.change')}</span>
        <span class="hint">{shown.length > 0 ? t('filters.some', { filters: shown.join(', ') }) : t('filters.all')}</span>
      </summary>
      <form onSubmit={event => { event.preventDefault(); void set(chosen, pattern) }}>
        <fieldset>
          <legend>{t('filters.types')}</legend>
          {types.map(type => (
            <label key={type} class="check">
              <input type="checkbox" checked={chosen.length === 0 || chosen.includes(type)} onChange={() => setChosen(toggled(chosen, type))} />
              <span>{t(`filters.${type}`)} <span class="hint">{t(`filters.${type}.hint`)}</span></span>
            </label>
          ))}
        </fieldset>
        <div class="field">
          <label for={id}>{t('filters.name')}</label>
          <input id={id} spellcheck={false} autoComplete="off" value={pattern} aria-describedby={`${id}-hint`} onInput={event => setPattern(event.currentTarget.value)} />
          <p class="hint" id={`${id}-hint`}>{t('filters.name.hint')}</p>
        </div>
        <div class="actions">
          <button class="button">{t('filters.apply')}</button>
          {shown.length > 0 && <button type="button" class="button quiet" onClick={() => void set([], '')}>{t('filters.reset')}</button>}
        </div>
      </form>
    </details>
  )
}

/** No type chosen means all of them, so the first click takes one away; the last one cannot be taken. */
function toggled(chosen: readonly FileType[], type: FileType): readonly FileType[] {
  const on = chosen.length === 0 ? types : chosen
  const next = on.includes(type) ? on.filter(other => other !== type) : [...on, type]
  return next.length === 0 ? types.filter(other => other !== type) : next
}
