export async function runDemo(_serverFile: string): Promise<0 | 1> { return 1; }
