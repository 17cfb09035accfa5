import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { languageReady } from './language/language.ts'
import { registerServiceWorker } from './register-service-worker.ts'
import 'antd-mobile/es/global'
import './theme/theme.css'
import { applyTypeSize } from './theme/type-size.ts'

applyTypeSize()
registerServiceWorker()
void languageReady.then(() => createRoot(document.getElementById('root')!).render(<App />))
