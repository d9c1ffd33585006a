import type { Contract } from '../../server/core/contract.ts'
import {
  addDependant,
  addDocument,
  addEmergencyContact,
  changeDependant,
  changeDocument,
  changeEmergencyContact,
  listDependants,
  listDocuments,
  listEmergencyContacts,
  removeDependant,
  removeDocument,
  removeEmergencyContact,
} from '../../server/modules/employees/employees.private.contract.ts'
import {
  addEducation,
  addExperience,
  changeEducation,
  changeExperience,
  listEducation,
  listExperience,
  removeEducation,
  removeExperience,
} from '../../server/modules/employees/employees.record.contract.ts'

export type PersonRecord = { id: string; version: number } & Readonly<Record<string, string | number | null>>
export type FieldName = (typeof fieldNames)[number]
type Field = {
  name: FieldName
  as: 'text' | 'tel' | 'email' | 'date' | 'number' | 'long' | 'country' | 'relation' | 'document'
  required?: true
}
export type RecordKind = {
  name: 'contacts' | 'dependants' | 'documents' | 'education' | 'experience'
  /** Of the personal field group. */
  personal: boolean
  /** What the answer of `list` calls them. */
  key: string
  list: Contract
  add: Contract
  change: Contract
  remove: Contract
  fields: readonly Field[]
}

export const fieldNames = [
  'name',
  'relation',
  'phone',
  'email',
  'rank',
  'birthDate',
  'kind',
  'number',
  'country',
  'issuedOn',
  'expiresOn',
  'note',
  'institution',
  'qualification',
  'fieldOfStudy',
  'firstYear',
  'lastYear',
  'employer',
  'title',
  'firstDay',
  'lastDay',
  'description',
] as const
export const relations = ['child', 'spouse', 'partner', 'parent', 'other'] as const
export const documentKinds = ['id-card', 'passport', 'work-permit', 'visa', 'driving-licence', 'residence-permit', 'other'] as const

/** The kinds of records that a person has any number of, with the fields of each in the order of its form. */
export const recordKinds: readonly RecordKind[] = [
  {
    name: 'contacts',
    personal: true,
    key: 'emergencyContacts',
    list: listEmergencyContacts,
    add: addEmergencyContact,
    change: changeEmergencyContact,
    remove: removeEmergencyContact,
    fields: [
      { name: 'name', as: 'text', required: true },
      { name: 'relation', as: 'text' },
      { name: 'phone', as: 'tel', required: true },
      { name: 'email', as: 'email' },
      { name: 'rank', as: 'number' },
    ],
  },
  {
    name: 'dependants',
    personal: true,
    key: 'dependants',
    list: listDependants,
    add: addDependant,
    change: changeDependant,
    remove: removeDependant,
    fields: [
      { name: 'name', as: 'text', required: true },
      { name: 'relation', as: 'relation', required: true },
      { name: 'birthDate', as: 'date' },
    ],
  },
  {
    name: 'documents',
    personal: true,
    key: 'documents',
    list: listDocuments,
    add: addDocument,
    change: changeDocument,
    remove: removeDocument,
    fields: [
      { name: 'kind', as: 'document', required: true },
      { name: 'number', as: 'text', required: true },
      { name: 'country', as: 'country' },
      { name: 'issuedOn', as: 'date' },
      { name: 'expiresOn', as: 'date' },
      { name: 'note', as: 'long' },
    ],
  },
  {
    name: 'education',
    personal: false,
    key: 'education',
    list: listEducation,
    add: addEducation,
    change: changeEducation,
    remove: removeEducation,
    fields: [
      { name: 'institution', as: 'text', required: true },
      { name: 'qualification', as: 'text', required: true },
      { name: 'fieldOfStudy', as: 'text' },
      { name: 'firstYear', as: 'number' },
      { name: 'lastYear', as: 'number' },
    ],
  },
  {
    name: 'experience',
    personal: false,
    key: 'experience',
    list: listExperience,
    add: addExperience,
    change: changeExperience,
    remove: removeExperience,
    fields: [
      { name: 'employer', as: 'text', required: true },
      { name: 'title', as: 'text', required: true },
      { name: 'firstDay', as: 'date', required: true },
      { name: 'lastDay', as: 'date' },
      { name: 'description', as: 'long' },
    ],
  },
]
