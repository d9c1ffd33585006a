import { Drawer } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { focusFirst } from '../ui/focus-first.ts'

const RequestForm = lazy(() => import('../leave/request-form.tsx'))
const Ledger = lazy(() => import('../leave/ledger.tsx'))

export default function Drawers(props: { asks: boolean; ledger: string | undefined }) {
  const { t } = useTranslation()
  const { asks, ledger } = props
  const navigate = useNavigate()
  const close = (ignoreBlocker = false) =>
    void navigate({ to: '.', search: ({ ask: _ask, ledger: _ledger, ...rest }) => rest, ignoreBlocker })
  // After the key press is over: the same Escape would close the question whether to discard as soon as it opens.
  const later = () => void setTimeout(close)
  const common = { position: 'right' as const, size: 460, closeButtonProps: { 'aria-label': t('ui.close') }, onClose: later }
  return (
    <>
      <Drawer {...common} opened={asks} title={t('leave.requestLeave')}>
        <div ref={focusFirst}>
          <Suspense>
            <RequestForm close={() => close(true)} />
          </Suspense>
        </div>
      </Drawer>
      <Drawer {...common} opened={ledger !== undefined} title={t('leave.howThisCameAbout')}>
        <Suspense>{ledger !== undefined && <Ledger asked={{ typeId: ledger === 'all' ? undefined : ledger }} />}</Suspense>
      </Drawer>
    </>
  )
}
