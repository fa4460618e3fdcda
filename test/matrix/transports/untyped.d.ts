// Packages without types of their own; the rows say what they use of them.
declare module 'jsdom'
declare module 'node-fetch-2'
