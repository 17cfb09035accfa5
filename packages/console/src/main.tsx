import { createRoot } from 'react-dom/client'
import { ConsoleApp } from './console-app.tsx'
import { languageReady } from './language/language.ts'
import 'antd/dist/reset.css'
import './theme/theme.css'

void languageReady.then(() => createRoot(document.getElementById('root')!).render(<ConsoleApp />))
