import { getArrearsOptions, getMessagesOptions, getPaymentAgreementOptions } from '@tongzhou/web-client'
import { queryClient } from '../api.ts'
import { type ChapterRoutes, page } from '../routes.ts'

const texts = ['payments', 'problems']

export const paymentRoutes: ChapterRoutes = {
  forAnyone: [],
  forSignedIn: [
    {
      path: 'me/payment',
      ...page(() => import('./payment-page.tsx'), texts, {
        prefetch: () => queryClient.prefetchQuery(getPaymentAgreementOptions()),
      }),
    },
    {
      path: 'me/arrears',
      ...page(() => import('./arrears-page.tsx'), texts, {
        prefetch: () => queryClient.prefetchQuery(getArrearsOptions()),
      }),
    },
    {
      path: 'me/messages',
      ...page(() => import('./messages-page.tsx'), texts, {
        prefetch: () => queryClient.prefetchQuery(getMessagesOptions()),
      }),
    },
  ],
}
