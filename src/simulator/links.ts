// The relative links of a listing, as Genesys writes them.
import type { Paging } from './query.js';

/** Links that are always there, and the two that depend on where the page is. */
export interface Links {
  readonly firstUri: string;
  readonly selfUri: string;
  readonly nextUri?: string;
  readonly previousUri?: string;
}

/** The URI of page `pageNumber`: paging first, then the caller's other parameters as they came. */
export function pageUri(path: string, params: URLSearchParams, pageSize: number, pageNumber: number): string {
  const others = [...params].filter(([name]) => name !== 'pageSize' && name !== 'pageNumber');
  const query = new URLSearchParams([
    ['pageSize', String(pageSize)],
    ['pageNumber', String(pageNumber)],
    ...others,
  ]);
  return `${path}?${query.toString()}`;
}

/** The links of a page; `more` says whether there is a next one. */
export function links(path: string, params: URLSearchParams, paging: Paging, more: boolean): Links {
  const uri = (pageNumber: number) => pageUri(path, params, paging.pageSize, pageNumber);
  const { pageNumber } = paging;
  return {
    firstUri: uri(1),
    selfUri: uri(pageNumber),
    ...(more ? { nextUri: uri(pageNumber + 1) } : {}),
    ...(pageNumber > 1 ? { previousUri: uri(pageNumber - 1) } : {}),
  };
}
