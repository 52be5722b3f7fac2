import { fetchFromService } from '../../api/client.ts'
import { serviceUrl } from '../../api/base.ts'
import { useLoad } from '../../app/useLoad.ts'
import { Busy } from '../../components/Busy.tsx'
import { ProblemBox } from '../../components/ProblemBox.tsx'
import { formatBytes } from '../../format/bytes.ts'
import { language, t } from '../../i18n/i18n.ts'
import { BarChart } from '../../operators/BarChart.tsx'
import { ColumnChart } from '../../operators/ColumnChart.tsx'
import { readOrders } from '../../operators/csv.ts'
import { byDuration, bytesByDay, byStatus } from '../../operators/figures.ts'
import { statusText, tones } from '../../orders/status.ts'

const days = 30

/** The figures of the tenant, from one reading of the orders of the last days as CSV. */
export function Figures() {
  const orders = useLoad(async signal => {
    const from = new Date(Date.now() - days * 86_400_000).toISOString()
    const answer = await fetchFromService(serviceUrl(`/orders/csv?with=FIRST_FILE_DATE&from=${encodeURIComponent(from)}`), { signal })
    return readOrders(await answer.text())
  }, [])
  if (!orders.value) return orders.problem ? <ProblemBox problem={orders.problem} retry={orders.reload} /> : <Busy />
  const number = (value: number) => value.toLocaleString(language())
  const day = new Intl.DateTimeFormat(language(), { day: 'numeric', month: 'short', timeZone: 'UTC' })
  return (
    <section class="card" aria-labelledby="figures">
      <h2 id="figures">{t('figures.title', { n: orders.value.length, days })}</h2>
      <div class="charts">
        <BarChart title={t('figures.status')} bars={byStatus(orders.value).map(({ status, orders: n }) => ({ name: t(statusText(status)), value: n, text: number(n), tone: tones[status] }))} />
        <ColumnChart
          title={t('figures.bytes')} names={false}
          columns={bytesByDay(orders.value, days, new Date()).map(({ day: at, bytes }) => ({ name: day.format(at), value: bytes, text: formatBytes(bytes, language()) }))}
        />
        <ColumnChart title={t('figures.time')} columns={byDuration(orders.value).map((n, index) => ({ name: t(`duration.${index as 0 | 1 | 2 | 3 | 4 | 5}`), value: n, text: number(n) }))} />
      </div>
    </section>
  )
}
