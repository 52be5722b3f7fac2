metadata description = 'The account of the service: its tables, its own documents, and the archive with its way to the Archive tier.'

@description('Name of the account.')
@minLength(3)
@maxLength(24)
param name string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('Redundancy.')
param redundancy string

@description('Blob containers of the archive.')
param archiveContainers string[]

@description('Days after which blobs of the archive go to the Archive tier; 0 for never.')
param archiveAfterDays int

@description('Days that a rehydrated blob stays readable before it may go back.')
param readableDays int

@description('Days that a version of a blob of the archive is kept after another has taken its place.')
param keptVersionDays int

@description('Whether it answers to the internet (to callers with a role), or to private endpoints only.')
param publicNetworkAccess string

@description('Log Analytics workspace of the diagnostic settings.')
param workspaceId string

@description('Who uses it.')
param principalId string

// The names in Storage/StorageClients.cs.
var tables = ['Orders', 'Files', 'OrderIndex', 'Catalog', 'BlobChecks']
var ownContainer = 'serverless-orders'

// Makes user delegation keys, which sign addresses of single blobs (Orders:DirectDownloads); reads nothing by itself.
var blobDelegator = 'db58b8e5-c6ad-4a2a-8342-4190687cbf4a'
var blobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
var tableDataContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: redundancy }
  kind: 'StorageV2'
  properties: {
    accessTier: 'Hot'
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: publicNetworkAccess
    networkAcls: { defaultAction: publicNetworkAccess == 'Enabled' ? 'Allow' : 'Deny', bypass: 'AzureServices' }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' = {
  parent: account
  name: 'default'
  properties: {
    // The permission to set a tier (blobs/write) is the one to overwrite as well: an earlier version brings back what was overwritten.
    isVersioningEnabled: true
    deleteRetentionPolicy: { enabled: true, days: 14 }
    containerDeleteRetentionPolicy: { enabled: true, days: 14 }
  }
}

resource own 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = {
  parent: blobs
  name: ownContainer
}

resource archives 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = [
  for container in archiveContainers: {
    parent: blobs
    name: container
  }
]

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2023-05-01' = {
  parent: account
  name: 'default'

  resource all 'tables' = [
    for table in tables: {
      name: table
    }
  ]
}

// Who changed or deleted blobs. Reads are left out: there is one for each piece of each download.
resource blobDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'changes'
  scope: blobs
  properties: {
    workspaceId: workspaceId
    logs: [for category in ['StorageWrite', 'StorageDelete']: { category: category, enabled: true }]
  }
}

// Rows are written with every step of every order: their deletion is what would have to be explained.
resource tableDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'changes'
  scope: tableService
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'StorageDelete', enabled: true }]
  }
}

var archivePrefixes = [for container in archiveContainers: '${container}/']

// A tier change leaves the time of the last modification as it is: without the second condition a blob that was rehydrated for an
// order would go back the next day.
var archiveRule = {
  name: 'archive'
  type: 'Lifecycle'
  definition: {
    filters: { blobTypes: ['blockBlob'], prefixMatch: archivePrefixes }
    actions: {
      baseBlob: {
        tierToArchive: {
          daysAfterModificationGreaterThan: archiveAfterDays
          daysAfterLastTierChangeGreaterThan: readableDays
        }
      }
    }
  }
}

// Versions that were replaced are paid for: those of the archive for as long as a mistake may go unseen, the service's own not at all.
var versionRules = [
  {
    name: 'archive-versions'
    type: 'Lifecycle'
    definition: {
      filters: { blobTypes: ['blockBlob'], prefixMatch: archivePrefixes }
      actions: { version: { delete: { daysAfterCreationGreaterThan: keptVersionDays } } }
    }
  }
  {
    name: 'own-versions'
    type: 'Lifecycle'
    definition: {
      filters: { blobTypes: ['blockBlob'], prefixMatch: ['${ownContainer}/'] }
      actions: { version: { delete: { daysAfterCreationGreaterThan: 1 } } }
    }
  }
]

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2023-05-01' = {
  parent: account
  name: 'default'
  properties: { policy: { rules: concat(archiveAfterDays > 0 ? [archiveRule] : [], versionRules) } }
  dependsOn: [blobs]
}

// Reading and setting the tier of blobs, without deleting any: no built-in role ends there. What blobs/write allows beyond tiers is
// undone by versions.
resource archiveReader 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, name, 'archive-rehydrator')
  properties: {
    roleName: 'Archive Rehydrator (${name})'
    description: 'Reads blobs and changes their tier. Deletes none.'
    assignableScopes: [resourceGroup().id]
    permissions: [
      {
        actions: ['Microsoft.Storage/storageAccounts/blobServices/containers/read']
        dataActions: [
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write'
        ]
      }
    ]
  }
}

resource archiveAssignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (container, index) in archiveContainers: {
    name: guid(archives[index].id, principalId, archiveReader.id)
    scope: archives[index]
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: archiveReader.id
    }
  }
]

resource ownAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(own.id, principalId, blobDataContributor)
  scope: own
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobDataContributor)
  }
}

resource delegatorAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, principalId, blobDelegator)
  scope: account
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobDelegator)
  }
}

resource tableAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, principalId, tableDataContributor)
  scope: account
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', tableDataContributor)
  }
}

@description('Name of the account.')
output name string = account.name

@description('Resource id of the account.')
output id string = account.id

@description('Address of its blobs.')
output blobAddress string = account.properties.primaryEndpoints.blob
