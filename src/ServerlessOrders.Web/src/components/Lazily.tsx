import { createElement, type Attributes, type ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { t } from '../i18n/i18n.ts'
import { Busy } from './Busy.tsx'
import { Empty } from './Empty.tsx'

interface LazilyProps<P> {
  /** Must be the same function at every rendering. */
  readonly load: () => Promise<{ readonly default: ComponentType<P> }>
  readonly props: P & Attributes
}

/** A part of the pages whose code is fetched when it is first shown. */
export function Lazily<P>({ load, props }: LazilyProps<P>) {
  const [part, setPart] = useState<{ readonly Part: ComponentType<P> } | 'broken'>()
  useEffect(() => {
    let left = false
    load().then(
      module => !left && setPart({ Part: module.default }),
      () => !left && setPart('broken'),
    )
    return () => {
      left = true
    }
  }, [load])
  if (part === 'broken') {
    return (
      <Empty title={t('page.broken')} hint={t('problem.0')}>
        <button class="button primary" onClick={() => location.reload()}>{t('action.retry')}</button>
      </Empty>
    )
  }
  return part ? createElement(part.Part, props) : <Busy />
}
