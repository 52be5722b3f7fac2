using System.Text.Json.Serialization;
using ServerlessOrders.Client.Output;
using ServerlessOrders.Client.SignIn;

namespace ServerlessOrders.Client.Api;

/// <summary>How all JSON is read and written; generated, so that it works without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Resource<Order>))]
[JsonSerializable(typeof(Page<Order>))]
[JsonSerializable(typeof(Page<OrderFile>))]
[JsonSerializable(typeof(Page<AvailableFile>))]
[JsonSerializable(typeof(Resource<ApplyAnswer>))]
[JsonSerializable(typeof(Resource<Basket>))]
[JsonSerializable(typeof(Messages))]
[JsonSerializable(typeof(StacProblem))]
[JsonSerializable(typeof(OrderRequest))]
[JsonSerializable(typeof(ApplyRequest))]
[JsonSerializable(typeof(SelectionRequest))]
[JsonSerializable(typeof(Extension))]
[JsonSerializable(typeof(Quote))]
[JsonSerializable(typeof(Resource<Quote>))]
[JsonSerializable(typeof(Logins))]
[JsonSerializable(typeof(Discovery))]
[JsonSerializable(typeof(DeviceCode))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(FetchEvent))]
internal sealed partial class ClientJson : JsonSerializerContext;
