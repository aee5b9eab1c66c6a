/** A line for each todo. */
export const show = (todos) => todos.map(({ text, urgent }, index) => `${index + 1}. ${urgent ? '! ' : ''}${text}`).join('\n');
