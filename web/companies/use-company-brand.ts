import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { resolveCompany } from '../../server/modules/companies/companies.contract.ts'
import { q } from '../api.ts'
import { setBrand } from './brand.ts'

/** Keeps the company's colour and logo current. */
export function useCompanyBrand(subdomain: string) {
  const { data } = useQuery({ ...q(resolveCompany, { query: { domain: subdomain } }), staleTime: Infinity, retry: false })
  useEffect(() => {
    if (data) setBrand(data.company)
  }, [data])
}
