import { useId, useState } from 'preact/hooks'
import { api, read } from '../../api/client.ts'
import { asProblem, type Problem } from '../../api/problem.ts'
import { useLoad } from '../../app/useLoad.ts'
import { Busy } from '../../components/Busy.tsx'
import { ProblemBox } from '../../components/ProblemBox.tsx'
import { t } from '../../i18n/i18n.ts'

/** A number, or several under names. */
type Value = number | Readonly<Record<string, number>>

/** The settings of the tenant, each saved by itself. */
export function Settings() {
  const settings = useLoad(signal => read(api.GET('/settings', { signal })), [])
  const [problem, setProblem] = useState<Problem>()
  const attempt = async (act: () => Promise<unknown>) => {
    setProblem(undefined)
    try {
      await act()
      settings.reload()
    } catch (thrown) {
      setProblem(asProblem(thrown))
    }
  }
  return (
    <section class="card settings" aria-labelledby="settings">
      <h2 id="settings">{t('settings.title')}</h2>
      <p class="hint">{t('settings.hint')}</p>
      <ProblemBox problem={problem ?? settings.problem} retry={settings.reload} />
      {!settings.value && settings.loading && <Busy />}
      {settings.value?.map(({ content }) => (
        <SettingForm
          key={`${content.name} ${JSON.stringify(content.value)}`} name={content.name} title={settingText(content.name, content.description)} value={content.value as Value} initial={content.defaultValue as Value}
          onSave={value => void attempt(() => read(api.PUT('/settings/{name}', { params: { path: { name: content.name } }, body: { value } })))}
          onReset={() => void attempt(() => read(api.DELETE('/settings/{name}', { params: { path: { name: content.name } } })))}
        />
      ))}
    </section>
  )
}

interface FormProps {
  readonly name: string
  readonly title: string
  readonly value: Value
  readonly initial: Value
  readonly onSave: (value: Value) => void
  readonly onReset: () => void
}

/** What a setting is about; one that the pages do not know yet keeps the service's own words. */
function settingText(name: string, description: string): string {
  const known = (['user_order_parameters', 'app_sub_order_duration', 'expiration_max_duration_in_hours'] as const).find(one => one === name)
  return known ? t(`settings.${known}`) : description
}

/** The name of a number in a setting; one that the pages do not know yet keeps the service's own. */
function fieldText(setting: string, name: string): string {
  if (setting === 'app_sub_order_duration') return t('settings.subOrderDuration')
  if (setting === 'expiration_max_duration_in_hours') return t('settings.most')
  if (name === '') return t('settings.hours')
  return name === 'subOrderDuration' || name === 'delayBeforeEmailNotification' ? t(`settings.${name}`) : name
}

function SettingForm({ name: setting, title, value, initial, onSave, onReset }: FormProps) {
  const id = useId()
  const [edited, setEdited] = useState(value)
  const fields = typeof edited === 'number' ? [['', edited] as const] : Object.entries(edited)
  const set = (name: string, hours: number) => setEdited(name === '' ? hours : { ...(edited as Readonly<Record<string, number>>), [name]: hours })
  return (
    <form class="setting" onSubmit={event => { event.preventDefault(); onSave(edited) }}>
      <fieldset>
        <legend>{title}</legend>
        {fields.map(([name, hours]) => (
          <div key={name}>
            <label for={`${id}-${name}`}>{fieldText(setting, name)}</label>
            <input id={`${id}-${name}`} type="number" min={1} required value={hours} onInput={event => set(name, event.currentTarget.valueAsNumber)} />
          </div>
        ))}
        <button class="button" disabled={JSON.stringify(edited) === JSON.stringify(value)}>{t('settings.save')}</button>
        {JSON.stringify(value) !== JSON.stringify(initial) && <button type="button" class="button quiet" onClick={onReset}>{t('settings.reset')}</button>}
      </fieldset>
    </form>
  )
}
