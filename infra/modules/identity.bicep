metadata description = 'The identity that the Functions app has: created first, so that its roles are there before the app starts.'

@description('Name of the identity.')
param name string

@description('Region.')
param location string

@description('Tags.')
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: name
  location: location
  tags: tags
}

@description('Resource id.')
output id string = identity.id

@description('Whom roles are assigned to.')
output principalId string = identity.properties.principalId

@description('How an app with several identities names it.')
output clientId string = identity.properties.clientId
