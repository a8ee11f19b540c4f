import { buildSchema } from 'graphql';

/**
 * The part of Cloudflare's analytics schema that is used, written by hand from developers.cloudflare.com/analytics/graphql-api
 * and from queries that people published. GraphQL has no way to say "any field with a suffix", so filters list what is used.
 */
export const analyticsSchema = buildSchema(`
  scalar Time
  scalar Date
  type Query { viewer: viewer }
  type viewer { zones(filter: ZoneFilter, limit: Int): [zone!]! }
  input ZoneFilter { zoneTag: String, zoneTag_in: [String!] }
  type zone {
    zoneTag: String!
    settings: settings!
    httpRequests1hGroups(limit: Int!, filter: HourFilter, orderBy: [HourOrder!]): [HourGroup!]!
    httpRequests1dGroups(limit: Int!, filter: DayFilter, orderBy: [DayOrder!]): [DayGroup!]!
    httpRequestsAdaptiveGroups(limit: Int!, filter: RequestFilter, orderBy: [GroupOrder!]): [RequestGroup!]!
    firewallEventsAdaptiveGroups(limit: Int!, filter: RequestFilter, orderBy: [GroupOrder!]): [EventGroup!]!
    firewallEventsAdaptive(limit: Int!, filter: RequestFilter, orderBy: [EventOrder!]): [Event!]!
    dnsAnalyticsAdaptiveGroups(limit: Int!, filter: QueryFilter, orderBy: [GroupOrder!]): [QueryGroup!]!
  }
  type settings {
    httpRequests1hGroups: limits
    httpRequests1dGroups: limits
    httpRequestsAdaptiveGroups: limits
    firewallEventsAdaptiveGroups: limits
    firewallEventsAdaptive: limits
    dnsAnalyticsAdaptiveGroups: limits
  }
  type limits {
    enabled: Boolean!
    availableFields: [String!]!
    maxDuration: Int!
    maxNumberOfFields: Int!
    maxPageSize: Int!
    notOlderThan: Int!
  }
  input HourFilter { datetime_geq: Time, datetime_lt: Time }
  input DayFilter { date_geq: Date, date_lt: Date }
  input RequestFilter { datetime_geq: Time, datetime_lt: Time, clientRequestHTTPHost: String }
  input QueryFilter { datetime_geq: Time, datetime_lt: Time, queryName: String }
  enum HourOrder { datetime_ASC datetime_DESC }
  enum DayOrder { date_ASC date_DESC }
  enum GroupOrder { count_ASC count_DESC datetimeHour_ASC datetimeHour_DESC }
  enum EventOrder { datetime_ASC datetime_DESC }
  type HourGroup { dimensions: HourDimensions, sum: Sums, uniq: Uniques }
  type HourDimensions { date: Date!, datetime: Time! }
  type DayGroup { dimensions: DayDimensions, sum: Sums, uniq: Uniques }
  type DayDimensions { date: Date! }
  type Sums { requests: Int!, cachedRequests: Int!, bytes: Int!, cachedBytes: Int!, pageViews: Int!, threats: Int! }
  type Uniques { uniques: Int! }
  type Average { sampleInterval: Float! }
  type RequestGroup { count: Int!, avg: Average, sum: RequestSums, dimensions: RequestDimensions }
  type RequestSums { edgeResponseBytes: Int!, visits: Int! }
  type RequestDimensions {
    clientRequestHTTPHost: String!
    clientRequestPath: String!
    clientCountryName: String!
    edgeResponseStatus: Int!
    cacheStatus: String!
  }
  type EventGroup { count: Int!, avg: Average, dimensions: EventDimensions }
  type EventDimensions {
    action: String!
    source: String!
    ruleId: String!
    clientCountryName: String!
    datetimeHour: Time!
  }
  type Event {
    action: String!
    source: String!
    ruleId: String!
    clientCountryName: String!
    datetime: Time!
    sampleInterval: Int!
  }
  type QueryGroup { count: Int!, avg: Average, dimensions: QueryDimensions }
  type QueryDimensions { queryName: String!, queryType: String!, responseCode: String! }
`);
