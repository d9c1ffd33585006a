import type { Brand } from './brand.ts'

/** The company's logo, or its first letter. */
export function Mark(props: { brand: Brand | null; name: string }) {
  if (props.brand?.logoUrl) return <img className="mark" src={props.brand.logoUrl} alt="" />
  return <span className="mark" data-letter={props.name.slice(0, 1).toUpperCase()} aria-hidden />
}
