import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { registerServiceWorker } from './register-service-worker.ts'
import './theme/theme.css'
import { applyTypeSize } from './theme/type-size.ts'

applyTypeSize()
registerServiceWorker()
createRoot(document.getElementById('root')!).render(<App />)
