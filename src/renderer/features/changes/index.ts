export { ChangesPane } from './ChangesPane.tsx'
