/** The prompts that can be written as `/name`, as a page of the Skills room. */
export const PromptsPage = () => <p>Prompts show here.</p>
