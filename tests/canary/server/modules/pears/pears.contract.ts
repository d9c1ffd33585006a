export const listPears = { url: '/pears' }
