import { getBranch, listBranches } from '../../server/modules/organization/organization.branch.contract.ts'
import { getDepartment, listDepartments } from '../../server/modules/organization/organization.contract.ts'
import { call } from '../api.ts'
import type { Source } from '../ui/found.tsx'

const query = (asked: string) => ({ limit: 20, sort: 'name', ...(asked && { q: asked }) })

export const branchSource: Source = {
  url: listBranches.url,
  async find(asked, signal) {
    const { branches } = await call(listBranches, { query: query(asked), signal })
    return branches.map(({ id, name, city }) => ({ value: id, label: name, line: city ?? undefined }))
  },
  async one(id, signal) {
    const { branch } = await call(getBranch, { params: { id }, signal })
    return { value: branch.id, label: branch.name }
  },
}

export const departmentSource: Source = {
  url: listDepartments.url,
  async find(asked, signal) {
    const { departments } = await call(listDepartments, { query: query(asked), signal })
    return departments.map(({ id, name, code }) => ({ value: id, label: name, line: code }))
  },
  async one(id, signal) {
    const { department } = await call(getDepartment, { params: { id }, signal })
    return { value: department.id, label: department.name }
  },
}
