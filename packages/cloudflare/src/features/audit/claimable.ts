/**
 * Hosting services where a name that somebody gave up can be taken by anybody else, from their own documents.
 *
 * Where DNS tells (`free`), a name that is free does not exist: the alias can be taken over for certain. Elsewhere every name
 * below the service has an address, whether a site is there or not, and only its pages tell, which are not asked for.
 */
export interface Service {
  readonly name: string;
  /** The host, or the names below it. */
  readonly hosts: RegExp;
  /** Whether a name that does not exist can be taken. */
  readonly free: 'does not exist' | 'looks the same';
  readonly source: string;
}

const azure = 'learn.microsoft.com/azure/security/fundamentals/subdomain-takeover';

function below(suffixes: string): RegExp {
  const list = suffixes.split(' ').map((suffix) => suffix.replaceAll('.', '\\.'));
  return new RegExp(`\\.(?:${list.join('|')})$`, 'u');
}

export const services: readonly Service[] = [
  {
    name: 'Azure',
    hosts: below(
      'azurewebsites.net cloudapp.net cloudapp.azure.com trafficmanager.net azureedge.net azurefd.net azure-api.net azurecontainer.io azurecontainerapps.io azurestaticapps.net blob.core.windows.net web.core.windows.net azurehdinsight.net azurecr.io redis.cache.windows.net search.windows.net servicebus.windows.net database.windows.net',
    ),
    free: 'does not exist',
    source: azure,
  },
  {
    name: 'AWS Elastic Beanstalk',
    hosts: below('elasticbeanstalk.com'),
    free: 'does not exist',
    source: 'docs.aws.amazon.com/elasticbeanstalk/latest/dg/customdomains.html',
  },
  {
    name: 'Amazon S3',
    hosts: /(?:^|\.)s3(?:-website)?(?:[.-][a-z0-9-]+)?\.amazonaws\.com$/u,
    free: 'looks the same',
    source: 'docs.aws.amazon.com/AmazonS3/latest/userguide/website-hosting-custom-domain-walkthrough.html',
  },
  {
    name: 'GitHub Pages',
    hosts: below('github.io'),
    free: 'looks the same',
    source:
      'docs.github.com/pages/configuring-a-custom-domain-for-your-github-pages-site/verifying-your-custom-domain-for-github-pages',
  },
  {
    name: 'Heroku',
    hosts: below('herokuapp.com herokudns.com herokussl.com'),
    free: 'looks the same',
    source: 'devcenter.heroku.com/articles/custom-domains',
  },
  {
    name: 'Shopify',
    hosts: below('myshopify.com'),
    free: 'looks the same',
    source: 'help.shopify.com/manual/domains',
  },
  {
    name: 'Fastly',
    hosts: below('fastly.net'),
    free: 'looks the same',
    source: 'www.fastly.com/documentation/guides/getting-started/domains',
  },
  {
    name: 'Read the Docs',
    hosts: below('readthedocs.io'),
    free: 'looks the same',
    source: 'docs.readthedocs.io/en/stable/custom-domains.html',
  },
  {
    name: 'Ghost',
    hosts: below('ghost.io'),
    free: 'looks the same',
    source: 'ghost.org/help/using-custom-domains',
  },
  {
    name: 'Surge',
    hosts: /(?:^|\.)surge\.sh$/u,
    free: 'looks the same',
    source: 'surge.sh/help/adding-a-custom-domain',
  },
  {
    name: 'Bitbucket',
    hosts: below('bitbucket.io'),
    free: 'looks the same',
    source: 'support.atlassian.com/bitbucket-cloud/docs/publishing-a-website-on-bitbucket-cloud',
  },
];

export function serviceOf(hosts: readonly string[]): Service | undefined {
  return services.find((service) => hosts.some((host) => service.hosts.test(host)));
}
