import type { Cron, Task } from '../../core/module.ts'
import type { ChatKind } from './integrations.contract.ts'
import { tellChannel } from './integrations.notice.service.ts'
import { enqueueNotices } from './integrations.system.ts'

export const tasks: readonly Task[] = [
  {
    name: 'tell-channel',
    run: (deps, { companyId, kind }) => tellChannel(deps, { companyId: companyId!, kind: kind as ChatKind }),
  },
]
export const crons: readonly Cron[] = [{ name: 'tell-channels', match: '*/5 * * * *', run: enqueueNotices }]
