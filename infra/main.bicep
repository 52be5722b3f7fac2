metadata description = 'ServerlessOrders on Azure: a resource group with storage, secrets, monitoring and the Functions app.'

targetScope = 'subscription'

import { oidcSettings, scaleSettings } from 'modules/types.bicep'

@description('Names the environment (letters, digits and hyphens); azd passes its AZURE_ENV_NAME.')
@minLength(1)
@maxLength(32)
param environmentName string

@description('Region of everything. Flex Consumption must be offered there: az functionapp list-flexconsumption-locations.')
param location string

@description('Resource group to create or use.')
param resourceGroupName string = 'rg-${environmentName}'

@description('Signs order tokens (Orders:Secret): at least 32 random characters. Another value makes every token and metalink already given out worthless.')
@minLength(32)
@secure()
param ordersSecret string

@description('Password of the mail account (Orders:Mail:Password); empty for none.')
@secure()
param mailPassword string = ''

@description('Whose tokens are accepted (Orders:Security).')
param oidc oidcSettings

@description('Blob containers of the archive. The app reads and rehydrates their blobs, and can delete none.')
param archiveContainers string[] = ['archive']

@description('Days after which blobs of the archive go to the Archive tier; 0 for never.')
@minValue(0)
param archiveAfterDays int = 30

@description('Days that a rehydrated blob stays readable, before it may go back: more than the longest life of an order (Orders:MaxExpirationHours, 7 days).')
@minValue(8)
param readableDays int = 10

@description('Redundancy of the archive. The Archive tier exists for these only, not for zone-redundant accounts.')
@allowed(['Standard_LRS', 'Standard_GRS', 'Standard_RAGRS'])
param archiveRedundancy string = 'Standard_LRS'

@description('Days that a blob of the archive can be brought back after another was written over it.')
@minValue(1)
param keptVersionDays int = 90

@description('Whether storage and vault answer to the internet, to callers with a role. Disabled needs private endpoints and virtual network integration of the app, which this template leaves out.')
@allowed(['Enabled', 'Disabled'])
param publicNetworkAccess string = 'Enabled'

@description('How far the app scales.')
param scale scaleSettings = {
  maximumInstanceCount: 40
  instanceMemoryMB: 2048
  httpConcurrency: 100
  alwaysReadyHttp: 0
}

@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Further app settings, by their name with two underscores for each colon, such as Orders__Mail__Host.')
param settings object = {}

@description('Who is told of alarms; empty for nobody.')
param alarmEmail string = ''

@description('Tags of every resource.')
param tags object = {}

var allTags = union(tags, { 'azd-env-name': environmentName })
var token = toLower(uniqueString(subscription().id, resourceGroupName, environmentName))

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: resourceGroupName
  location: location
  tags: allTags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: { name: 'id-${token}', location: location, tags: allTags }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    suffix: token
    location: location
    tags: allTags
    retentionInDays: logRetentionDays
    principalId: identity.outputs.principalId
  }
}

module hostStorage 'modules/hostStorage.bicep' = {
  scope: group
  params: {
    name: 'sthost${token}'
    location: location
    tags: allTags
    publicNetworkAccess: publicNetworkAccess
    workspaceId: monitoring.outputs.workspaceId
    principalId: identity.outputs.principalId
  }
}

module dataStorage 'modules/dataStorage.bicep' = {
  scope: group
  params: {
    name: 'stdata${token}'
    location: location
    tags: allTags
    redundancy: archiveRedundancy
    archiveContainers: archiveContainers
    archiveAfterDays: archiveAfterDays
    readableDays: readableDays
    keptVersionDays: keptVersionDays
    publicNetworkAccess: publicNetworkAccess
    workspaceId: monitoring.outputs.workspaceId
    principalId: identity.outputs.principalId
  }
}

module secrets 'modules/secrets.bicep' = {
  scope: group
  params: {
    name: 'kv-${token}'
    location: location
    tags: allTags
    ordersSecret: ordersSecret
    withMail: !empty(mailPassword)
    mailPassword: mailPassword
    publicNetworkAccess: publicNetworkAccess
    workspaceId: monitoring.outputs.workspaceId
    principalId: identity.outputs.principalId
  }
}

module app 'modules/functionApp.bicep' = {
  scope: group
  params: {
    name: 'func-${token}'
    location: location
    tags: allTags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    hostStorageName: hostStorage.outputs.name
    deploymentContainerUrl: hostStorage.outputs.deploymentContainerUrl
    dataStorageName: dataStorage.outputs.name
    applicationInsightsConnectionString: monitoring.outputs.connectionString
    vaultUri: secrets.outputs.vaultUri
    withMail: !empty(mailPassword)
    oidc: oidc
    scale: scale
    settings: settings
    workspaceId: monitoring.outputs.workspaceId
  }
}

module alarms 'modules/alarms.bicep' = if (!empty(alarmEmail)) {
  scope: group
  params: {
    location: location
    tags: allTags
    email: alarmEmail
    applicationInsightsId: monitoring.outputs.applicationInsightsId
    dataStorageId: dataStorage.outputs.id
  }
}

@description('Where everything is.')
output AZURE_RESOURCE_GROUP string = group.name

@description('Name of the Functions app.')
output AZURE_FUNCTION_APP_NAME string = app.outputs.name

@description('Address of the API.')
output SERVICE_API_URI string = app.outputs.address

@description('The storage account with tables and archive.')
output AZURE_DATA_STORAGE_NAME string = dataStorage.outputs.name

@description('The address that the command line takes as --storage.')
output AZURE_DATA_STORAGE_ADDRESS string = dataStorage.outputs.blobAddress

@description('Id of the managed identity, for role assignments beyond these.')
output AZURE_IDENTITY_PRINCIPAL_ID string = identity.outputs.principalId
