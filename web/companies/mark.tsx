import type { Brand } from './brand.ts'

/** The company's logo, or its first letter. */
export function Mark({ brand }: { brand: Pick<Brand, 'name' | 'logoUrl'> }) {
  if (brand.logoUrl) return <img className="mark" src={brand.logoUrl} alt="" />
  return <span className="mark" data-letter={brand.name.slice(0, 1).toUpperCase()} aria-hidden />
}
