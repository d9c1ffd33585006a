export const eat = () => 'pear'
export type Pear = { ripe: boolean }
