/** A line for each todo. */
export const show = (todos) => todos.map(({ text }, index) => `${index + 1}. ${text}`).join('\n');
