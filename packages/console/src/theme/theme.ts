import type { ThemeConfig } from 'antd'

/** By which antd may write its styles: the platform puts a new one into each page (http/console-app.ts). */
export const pageNonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? ''

/** The colours of the participants' app. Every pair of text and ground is 4.5:1 or better; antd's own are not. */
export const theme: ThemeConfig = {
  token: {
    colorPrimary: '#0d5c4b',
    colorInfo: '#0d5c4b',
    colorLink: '#0d5c4b',
    colorSuccess: '#0d5c4b',
    colorWarning: '#7a4b00',
    colorError: '#a3211a',
    colorText: '#22262a',
    colorTextSecondary: '#575d61',
    colorTextTertiary: '#575d61',
    colorTextQuaternary: '#5f656a',
    colorTextDescription: '#575d61',
    colorTextPlaceholder: '#5f656a',
    colorTextDisabled: '#5f656a',
    colorBorder: '#7d7668',
    colorBgLayout: '#f4f2ee',
    borderRadius: 6,
    fontSize: 14,
    motion: false,
    fontFamily:
      'system-ui, -apple-system, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", "WenQuanYi Micro Hei", sans-serif',
  },
}
