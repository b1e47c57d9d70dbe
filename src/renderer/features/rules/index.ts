export { RulesRoom } from './RulesRoom.tsx'
