// A table to look words of strangers up in: it holds its own entries and nothing else, not even "constructor".

export const table = (entries) => Object.assign(Object.create(null), entries);
