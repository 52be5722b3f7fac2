import { useId } from 'preact/hooks'
import { comparisons, type Comparison, type Condition } from '../../catalog/criteria.ts'
import { t } from '../../i18n/i18n.ts'

interface ConditionsProps {
  readonly conditions: readonly Condition[]
  /** Names to choose from: those of the products shown. Any other can be typed. */
  readonly properties: readonly string[]
  readonly onChange: (conditions: readonly Condition[]) => void
}

/** Conditions on properties, one a line. */
export function ConditionFields({ conditions, properties, onChange }: ConditionsProps) {
  const id = useId()
  const change = (index: number, part: Partial<Condition>) => onChange(conditions.map((condition, at) => (at === index ? { ...condition, ...part } : condition)))
  return (
    <fieldset>
      <legend>{t('search.properties')}</legend>
      <datalist id={`${id}-names`}>{properties.map(name => <option key={name} value={name} />)}</datalist>
      {conditions.map((condition, index) => (
        <div class="condition" key={index}>
          <input
            aria-label={t('search.property')} placeholder={t('search.property')} list={`${id}-names`} value={condition.property}
            onInput={event => change(index, { property: event.currentTarget.value })}
          />
          <select aria-label={t('search.comparison')} value={condition.comparison} onChange={event => change(index, { comparison: event.currentTarget.value as Comparison })}>
            {comparisons.map(name => <option key={name} value={name}>{t(`comparison.${name}`)}</option>)}
          </select>
          <input aria-label={t('search.value')} placeholder={t('search.value')} value={condition.value} onInput={event => change(index, { value: event.currentTarget.value })} />
          {condition.comparison === 'between' && (
            <input aria-label={t('search.upTo')} placeholder={t('search.upTo')} value={condition.upTo ?? ''} onInput={event => change(index, { upTo: event.currentTarget.value })} />
          )}
          <button type="button" class="button quiet" aria-label={t('search.condition.remove')} onClick={() => onChange(conditions.filter((_, at) => at !== index))}>×</button>
        </div>
      ))}
      <button type="button" class="button quiet" onClick={() => onChange([...conditions, { property: '', comparison: 'is', value: '' }])}>+ {t('search.condition.add')}</button>
    </fieldset>
  )
}
