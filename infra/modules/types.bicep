metadata description = 'The types of parameters that are more than one value.'

@export()
@description('Whose bearer tokens are accepted and which claims say who is asking (Orders:Security).')
type oidcSettings = {
  @description('The OpenID Connect authority, such as https://login.microsoftonline.com/TENANT-ID/v2.0.')
  authority: string

  @description('The audiences for which it must have issued a token: the client id of the app registration, and its URI where that is used.')
  @minLength(1)
  audiences: string[]

  @description('Claim with the identity, to which orders belong; Entra ID: oid. Never a name that can be given to somebody else.')
  userClaim: string?

  @description('Claim with the e-mail address that people see and mails go to; Entra ID: preferred_username.')
  emailClaim: string?

  @description('Claim with the role; Entra ID: roles.')
  roleClaim: string?

  @description('Claim with the tenant; Entra ID: tid.')
  tenantClaim: string?

  @description('Tenant of tokens without that claim.')
  defaultTenant: string?

  @description('Client id of the pages: a public client (single-page application) whose redirect URI is the address of the app with a slash at its end. Without it people paste a token.')
  pagesClientId: string?

  @description('What the pages ask the authority for, separated by spaces; Entra ID: openid api://CLIENT-ID/.default.')
  pagesScope: string?

  @description('Which role a value of the role claim stands for: value to PUBLIC, REGISTERED_USER, EXPLOIT, ADMIN, PROJECT_ADMIN or INSTANCE_ADMIN. Letters, digits and underscores only: an app setting cannot carry other names.')
  roles: object?
}

@export()
@description('How far the app scales.')
type scaleSettings = {
  @description('The most instances of each group (HTTP, orchestration, the rest).')
  @minValue(40)
  @maxValue(1000)
  maximumInstanceCount: int

  @description('Memory of an instance.')
  instanceMemoryMB: (512 | 2048 | 4096)

  @description('Requests that an instance answers at once; more start another instance. By default 16 with 2048 MB: too few where requests wait for orders to change, which hold neither a thread nor much memory.')
  @minValue(1)
  @maxValue(1000)
  httpConcurrency: int

  @description('Instances for HTTP that are kept running and paid for; 0 for none.')
  @minValue(0)
  alwaysReadyHttp: int
}
