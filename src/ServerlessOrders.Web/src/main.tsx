import { render } from 'preact'
import { App } from './app/App.tsx'
import { takeSignIn } from './auth/signIn.ts'
import { startLanguage } from './i18n/i18n.ts'
import './styles/index.css'

const root = document.getElementById('app')
if (!root) throw new Error('index.html has no #app')

await Promise.all([startLanguage(), takeSignIn()])
render(<App />, root)
