// Packages without own types. The rows declare the parts that they use.
declare module 'jsdom'
declare module 'node-fetch-2'
