metadata description = 'The alarms of docs/operations.md that Azure can raise by itself, by e-mail.'

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('Who is told.')
param email string

@description('Resource id of Application Insights.')
param applicationInsightsId string

@description('Resource id of the storage account with tables and archive.')
param dataStorageId string

resource operators 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'operators'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'operators'
    emailReceivers: [{ name: 'operators', emailAddress: email, useCommonAlertSchema: true }]
  }
}

resource throttled 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'storage-throttled'
  location: 'global'
  tags: tags
  properties: {
    description: 'Storage is too busy: orders get slower. See docs/operations.md.'
    severity: 2
    enabled: true
    scopes: [dataStorageId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'throttled'
          metricNamespace: 'Microsoft.Storage/storageAccounts'
          metricName: 'Transactions'
          dimensions: [
            {
              name: 'ResponseType'
              operator: 'Include'
              values: [
                'ServerBusyError'
                'ClientThrottlingError'
                'ClientAccountRequestThrottlingError'
                'ClientAccountBandwidthThrottlingError'
              ]
            }
          ]
          operator: 'GreaterThan'
          threshold: 100
          timeAggregation: 'Total'
        }
      ]
    }
    actions: [{ actionGroupId: operators.id }]
  }
}

var searches = {
  'api-failed': {
    severity: 1
    description: 'The API answered 5xx. The log names the correlation id.'
    query: 'requests | where toint(resultCode) >= 500'
    threshold: 5
  }
  'order-failed-runs': {
    severity: 1
    description: 'A step of an order fails again and again. See docs/operations.md, a stuck order.'
    query: 'exceptions | where customDimensions.OrderId != "" | summarize failures = count() by tostring(customDimensions.OrderId) | where failures > 10'
    threshold: 0
  }
}

resource logAlarms 'Microsoft.Insights/scheduledQueryRules@2023-03-15-preview' = [
  for search in items(searches): {
    name: search.key
    location: location
    tags: tags
    properties: {
      displayName: search.key
      description: search.value.description
      severity: search.value.severity
      enabled: true
      scopes: [applicationInsightsId]
      evaluationFrequency: 'PT15M'
      windowSize: 'PT15M'
      criteria: {
        allOf: [
          {
            query: search.value.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: search.value.threshold
          }
        ]
      }
      actions: { actionGroups: [operators.id] }
    }
  }
]
