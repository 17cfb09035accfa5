import { QueryClientProvider } from '@tanstack/react-query'
import { useLanguage } from '@tongzhou/web-client'
import { ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { createBrowserRouter } from 'react-router'
import { RouterProvider } from 'react-router/dom'
import { queryClient } from './api.ts'
import { claimRoutes } from './claims/routes.ts'
import { dashboardRoutes } from './dashboard/routes.ts'
import { journalRoutes } from './journal/routes.ts'
import { loadTexts } from './language/language.ts'
import { participantRoutes } from './participants/routes.ts'
import { paymentRoutes } from './payments/routes.ts'
import { planRoutes } from './plans/routes.ts'
import { reviewBoardRoutes } from './review-board/routes.ts'
import type { ChapterRoutes } from './routes.tsx'
import { HomePage } from './session/home-page.tsx'
import { sharingRoutes } from './sharing/routes.ts'
import { staffRoutes } from './staff/routes.ts'
import { pageNonce, theme } from './theme/theme.ts'
import { ConsoleFrame } from './ui/console-frame.tsx'
import { FaultPage } from './ui/fault-page.tsx'
import { NotFoundPage } from './ui/not-found-page.tsx'
import { Loading } from './ui/states.tsx'

/** A chapter's pages and places in the menu become part of the console here. */
const chapters: readonly ChapterRoutes[] = [
  claimRoutes,
  sharingRoutes,
  paymentRoutes,
  planRoutes,
  dashboardRoutes,
  staffRoutes,
  participantRoutes,
  reviewBoardRoutes,
  journalRoutes,
]

const menu = chapters.flatMap((chapter) => chapter.menu)

const signInPage = async () => {
  const [module] = await Promise.all([import('./session/sign-in-page.tsx'), loadTexts(['session', 'problems'])])
  return { Component: module.default }
}

const invitationPage = async () => {
  const [module] = await Promise.all([import('./session/invitation-page.tsx'), loadTexts(['session', 'problems'])])
  return { Component: module.default }
}

const router = createBrowserRouter(
  [
    {
      element: <ConsoleFrame menu={menu} />,
      ErrorBoundary: FaultPage,
      HydrateFallback: Loading,
      children: [
        {
          ErrorBoundary: FaultPage,
          children: [
            { path: 'sign-in', lazy: signInPage },
            { path: 'invitation', lazy: invitationPage },
            { path: '/', element: <HomePage menu={menu} /> },
            ...chapters.flatMap((chapter) => chapter.pages),
            { path: '*', Component: NotFoundPage },
          ],
        },
      ],
    },
  ],
  { basename: '/console' },
)

export function ConsoleApp() {
  const { language } = useLanguage()
  return (
    <ConfigProvider
      theme={theme}
      csp={{ nonce: pageNonce }}
      locale={language === 'en' ? enUS : zhCN}
      button={{ autoInsertSpace: false }}
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </ConfigProvider>
  )
}
