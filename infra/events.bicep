metadata description = 'Tells the app when a blob is back from the Archive tier. Deployed after the code, because Event Grid asks the function whether it is there.'

@description('Name of the storage account with the archive.')
param dataStorageName string

@description('Name of the Functions app.')
param functionAppName string

@description('Name of the Event Grid function.')
param functionName string = 'BlobTierChanged'

@description('Region of the storage account.')
param location string = resourceGroup().location

@description('Tags.')
param tags object = {}

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: dataStorageName
}

resource app 'Microsoft.Web/sites@2024-04-01' existing = {
  name: functionAppName
}

resource topic 'Microsoft.EventGrid/systemTopics@2022-06-15' = {
  name: 'evgt-${dataStorageName}'
  location: location
  tags: tags
  properties: {
    source: account.id
    topicType: 'Microsoft.Storage.StorageAccounts'
  }
}

// A lost event costs time only: the workflow looks at the blobs again by itself (Orders:RehydrationCheckInterval).
resource rehydrated 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2022-06-15' = {
  parent: topic
  name: 'rehydrated'
  properties: {
    eventDeliverySchema: 'EventGridSchema'
    destination: {
      endpointType: 'AzureFunction'
      properties: {
        resourceId: '${app.id}/functions/${functionName}'
        maxEventsPerBatch: 1
        preferredBatchSizeInKilobytes: 64
      }
    }
    filter: {
      includedEventTypes: ['Microsoft.Storage.BlobTierChanged']
      // Blobs on their way into the Archive tier are nobody's concern.
      advancedFilters: [{ operatorType: 'StringNotIn', key: 'data.accessTier', values: ['Archive'] }]
    }
    retryPolicy: { maxDeliveryAttempts: 10, eventTimeToLiveInMinutes: 60 }
  }
}
