import { Layout } from './Layout.tsx'
import { PageView } from './PageView.tsx'

export function App() {
  return (
    <Layout>
      <PageView />
    </Layout>
  )
}
