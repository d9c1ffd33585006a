import {
  ById,
  Changes,
  event,
  Fields,
  Id,
  Named,
  Nothing,
  Nullable,
  OneOf,
  Page,
  PagedQuery,
  PageQuery,
  Text,
  Type,
  Version,
} from '../../core/contract.ts'
import type { Contract, Permission, Static } from '../../core/contract.ts'
import { csvExported, csvOf } from '../../core/list-contract.ts'

/** The kinds every company has; it may open others by adding an item of one. */
export const knownKinds = ['skill', 'hobby'] as const

const Kind = Type.String({
  pattern: '^[a-z][a-z0-9-]{1,39}$',
  description: 'What the item is a choice of: skill, hobby, or a kind of your own',
  examples: ['skill'],
})

export const CatalogItem = Type.Object({
  id: Id,
  kind: Kind,
  name: Type.String(),
  description: Nullable(Type.String()),
  isActive: Type.Boolean({ description: 'An inactive item stays where it is used and is not offered any more' }),
  version: Version,
})
export type CatalogItem = Static<typeof CatalogItem>

const Count = Type.Integer({ minimum: 0 })
const ListedItem = Type.Object({
  ...CatalogItem.properties,
  people: Type.Optional(Type.Integer({ minimum: 0, description: 'How many have it, of the people I may see; only when asked for' })),
})
export type ListedItem = Static<typeof ListedItem>

const CatalogKind = Type.Object({ kind: Kind, itemCount: Count, activeCount: Count })
const ItemUse = OneOf('skill', 'hobby')
const References = Type.Object({
  uses: Type.Array(Type.Object({ use: ItemUse, people: Count })),
  people: Type.Array(Type.Object({ id: Id, firstName: Type.String(), lastName: Type.String(), use: ItemUse })),
})

export const listCatalogs = {
  method: 'GET',
  url: '/catalogs',
  config: { access: 'catalog.read' },
  schema: { summary: 'Kinds of catalog items', querystring: PagedQuery({}), response: { 200: Page('catalogs', CatalogKind) } },
} as const satisfies Contract

export const listItems = {
  method: 'GET',
  url: '/catalogs/:type',
  config: { access: 'catalog.read' },
  schema: {
    summary: 'Items of a kind',
    description: 'A kind nobody has opened yet has no items.',
    params: Fields({ type: Kind }),
    querystring: PageQuery({
      q: Type.Optional(Text(100)),
      includeInactive: Type.Optional(Type.Boolean({ description: 'Also items that are not offered any more' })),
      withPeople: Type.Optional(Type.Boolean({ description: 'Count who has each item' })),
    }),
    response: { 200: Page('items', ListedItem) },
  },
} as const satisfies Contract

export const exportItems = csvOf(listItems, 'items of a kind')

export const createItem = {
  method: 'POST',
  url: '/catalogs',
  config: { access: 'catalog.manage' },
  schema: {
    summary: 'Add an item; the first of a kind opens the kind',
    body: Fields({ kind: Kind, name: Text(120), description: Type.Optional(Nullable(Text(500))) }),
    response: { 201: Named('item', CatalogItem) },
  },
  examples: { body: { kind: 'skill', name: 'Sign language' } },
} as const satisfies Contract

export const updateItem = {
  method: 'PATCH',
  url: '/catalogs/:id',
  config: { access: 'catalog.manage' },
  schema: {
    summary: 'Rename, describe, retire or bring back an item',
    params: ById,
    body: Changes({ name: Text(120), description: Nullable(Text(500)), isActive: Type.Boolean(), version: Version }),
    response: { 200: Named('item', CatalogItem) },
  },
  examples: { body: { description: 'Any sign language, of any country' } },
} as const satisfies Contract

export const deleteItem = {
  method: 'DELETE',
  url: '/catalogs/:id',
  config: { access: 'catalog.manage' },
  schema: { summary: 'Remove an item that nobody uses', params: ById, response: { 200: Nothing } },
} as const satisfies Contract

export const listReferences = {
  method: 'GET',
  url: '/catalogs/:id/references',
  config: { access: 'catalog.read' },
  schema: {
    summary: 'Who uses an item, as far as I may see people',
    description: 'The counts hold the people within your reach, and the list the first 20 of them by name.',
    params: ById,
    response: { 200: Named('references', References) },
  },
} as const satisfies Contract

export const mergeItems = {
  method: 'POST',
  url: '/catalogs/:id/merge',
  config: { access: 'catalog.manage' },
  schema: {
    summary: 'Merge a duplicate into another item of its kind',
    description: 'Every use moves to the other item; who has both keeps the higher level. The duplicate is removed.',
    params: ById,
    body: Fields({ intoId: Id }),
    response: {
      200: Type.Object({ item: CatalogItem, moved: Type.Integer({ minimum: 0, description: 'Uses of the duplicate' }) }),
    },
  },
  examples: { body: { intoId: '01990000-0000-7000-8000-000000000000' } },
} as const satisfies Contract

const Which = Type.Object({ name: Type.String(), kind: Type.String() })
export const itemCreated = event('catalog-item.created', '{actor} added the {kind} {name} to the catalog', Which)
export const itemUpdated = event('catalog-item.updated', '{actor} changed the {kind} {name} of the catalog', Which)
export const itemDeleted = event('catalog-item.deleted', '{actor} removed the {kind} {name} from the catalog', Which)
export const itemMerged = event(
  'catalog-item.merged',
  '{actor} merged the {kind} {name} into {into}',
  Type.Object({ ...Which.properties, into: Type.String(), intoId: Id }),
)
export const itemsExported = csvExported('catalog-item.exported', 'items of a catalog')

export const permissions = [
  {
    code: 'catalog.read',
    title: 'See catalogs',
    description: 'Skills, hobbies and whatever else people choose from.',
    reaches: ['company'],
    roles: {
      hr: 'company',
      finance: 'company',
      ceo: 'company',
      director: 'company',
      manager: 'company',
      project_lead: 'company',
      employee: 'company',
      teacher: 'company',
    },
  },
  {
    code: 'catalog.manage',
    title: 'Change catalogs',
    description: 'Add, change, merge and remove what people choose from.',
    reaches: ['company'],
    roles: { hr: 'company' },
  },
] as const satisfies readonly Permission[]
