export { McpRoom } from './McpRoom.tsx'
