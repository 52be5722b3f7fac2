metadata description = 'The Functions app on Flex Consumption.'

import { oidcSettings, scaleSettings } from 'types.bicep'

@description('Name of the app.')
param name string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('Resource id of the identity that the app has.')
param identityId string

@description('Client id of that identity.')
param identityClientId string

@description('The account of the host.')
param hostStorageName string

@description('The container that deployments go to.')
param deploymentContainerUrl string

@description('The account with tables and archive.')
param dataStorageName string

@description('Where telemetry goes.')
param applicationInsightsConnectionString string

@description('Address of the vault with Orders:Secret and Orders:Mail:Password.')
param vaultUri string

@description('Whether the vault holds the password of a mail account.')
param withMail bool

@description('Whose tokens are accepted.')
param oidc oidcSettings

@description('How far it scales.')
param scale scaleSettings

@description('Further app settings.')
param settings object

@description('Log Analytics workspace of the diagnostic settings.')
param workspaceId string

var hostSettings = {
  AzureWebJobsStorage__accountName: hostStorageName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  AZURE_CLIENT_ID: identityClientId
  // The host reads a body to its end before the app may refuse it: so no more than an upload (10 MiB) and what is around it.
  FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: '11534336'
  // The app answers at / itself.
  AzureWebJobsDisableHomepage: 'true'
}

var orderSettings = {
  OrdersStorage__accountName: dataStorageName
  OrdersStorage__credential: 'managedidentity'
  OrdersStorage__clientId: identityClientId
  Orders__Secret: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/orders-secret)'
  // A rehydration takes hours, and each look at its blobs costs two requests for each of them.
  Orders__RehydrationCheckInterval: '01:00:00'
  Orders__PublicBaseUrl: 'https://${name}.azurewebsites.net'
}

var mailSettings = withMail
  ? { Orders__Mail__Password: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/mail-password)' }
  : {}

var securitySettings = {
  Orders__Security__Authority: oidc.authority
  // Never a name that the directory can give to somebody else, who would own the orders of before.
  Orders__Security__UserClaim: oidc.?userClaim ?? 'oid'
  Orders__Security__EmailClaim: oidc.?emailClaim ?? 'preferred_username'
  Orders__Security__RoleClaim: oidc.?roleClaim ?? 'roles'
  Orders__Security__TenantClaim: oidc.?tenantClaim ?? 'tid'
}

var defaultTenantSettings = empty(oidc.?defaultTenant) ? {} : { Orders__Security__DefaultTenant: oidc.?defaultTenant }

var pagesSettings = empty(oidc.?pagesClientId)
  ? {}
  : { Orders__Pages__ClientId: oidc.?pagesClientId, Orders__Pages__Scope: oidc.?pagesScope ?? 'openid' }

var audienceSettings = toObject(
  range(0, length(oidc.audiences)),
  index => 'Orders__Security__Audiences__${index}',
  index => oidc.audiences[index]
)

var roleSettings = toObject(
  items(oidc.?roles ?? {}),
  role => 'Orders__Security__Roles__${role.key}',
  role => role.value
)

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-${name}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { tier: 'FlexConsumption', name: 'FC1' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  // azd deploys the service of this name (azure.yaml) here.
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    // Its callers are on the internet; each is authenticated by the app.
    publicNetworkAccess: 'Enabled'
    keyVaultReferenceIdentity: identityId
    siteConfig: { minTlsVersion: '1.2' }
    functionAppConfig: {
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: deploymentContainerUrl
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      scaleAndConcurrency: {
        maximumInstanceCount: scale.maximumInstanceCount
        instanceMemoryMB: scale.instanceMemoryMB
        // Many requests only wait: for an order to change, or for a slow client.
        triggers: { http: { perInstanceConcurrency: scale.httpConcurrency } }
        alwaysReady: scale.alwaysReadyHttp == 0 ? [] : [{ name: 'http', instanceCount: scale.alwaysReadyHttp }]
      }
    }
  }

  resource configuration 'config' = {
    name: 'appsettings'
    properties: union(
      hostSettings,
      orderSettings,
      mailSettings,
      securitySettings,
      defaultTenantSettings,
      pagesSettings,
      audienceSettings,
      roleSettings,
      settings
    )
  }
}

// What the host itself logs, such as a start that fails before Application Insights hears of it.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'host'
  scope: app
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'FunctionAppLogs', enabled: true }]
  }
}

// Deployment goes through the identity of whoever deploys; there are no passwords.
resource noPasswords 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'scm'
  properties: { allow: false }
}

resource noFtpPasswords 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'ftp'
  properties: { allow: false }
}

@description('Name of the app.')
output name string = app.name

@description('Its address.')
output address string = 'https://${app.properties.defaultHostName}'
