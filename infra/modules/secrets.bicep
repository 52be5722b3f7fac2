metadata description = 'The Key Vault with what must stay secret. The app may read these secrets and nothing else of the vault.'

@description('Name of the vault.')
@minLength(3)
@maxLength(24)
param name string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('Signs order tokens.')
@secure()
param ordersSecret string

@description('Whether there is a mail account with a password.')
param withMail bool

@description('Its password.')
@secure()
param mailPassword string

@description('Whether it answers to the internet (to callers with a role), or to private endpoints only.')
param publicNetworkAccess string

@description('Log Analytics workspace of the diagnostic settings.')
param workspaceId string

@description('Who reads them.')
param principalId string

var keyVaultSecretsUser = '4633458b-17de-408a-b874-0445c86b69e6'

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    enablePurgeProtection: true
    publicNetworkAccess: publicNetworkAccess
    networkAcls: { defaultAction: publicNetworkAccess == 'Enabled' ? 'Allow' : 'Deny', bypass: 'AzureServices' }
  }
}

// Who read which secret.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'audit', enabled: true }]
  }
}

resource orders 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'orders-secret'
  properties: { value: ordersSecret }
}

resource mail 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = if (withMail) {
  parent: vault
  name: 'mail-password'
  properties: { value: mailPassword }
}

resource readsOrders 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(orders.id, principalId, keyVaultSecretsUser)
  scope: orders
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsUser)
  }
}

resource readsMail 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (withMail) {
  name: guid(mail.id, principalId, keyVaultSecretsUser)
  scope: mail
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsUser)
  }
}

@description('Address of the vault; known once its secrets are there.')
output vaultUri string = vault.properties.vaultUri
