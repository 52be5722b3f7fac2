using ServerlessOrders.Orders;
using ServerlessOrders.Security;
using static ServerlessOrders.Tests.Contract.Authorization.Credential;

namespace ServerlessOrders.Tests.Contract.Authorization;

/// <summary>Whose things an endpoint opens.</summary>
public enum Door
{
    /// <summary>Anyone, nothing of anybody.</summary>
    Open,

    /// <summary>Makes something new for the caller.</summary>
    New,

    /// <summary>What the caller has already.</summary>
    Own,

    /// <summary>All orders of the caller's tenant.</summary>
    Tenant,

    /// <summary>The catalog, which in these tests is that of every tenant.</summary>
    Catalog,

    /// <summary>Shows an order.</summary>
    Read,

    /// <summary>Acts on an order.</summary>
    Act,

    /// <summary>Acts on an order, and not even its owner may.</summary>
    Administrate,

    /// <summary>A file of the order, by order token.</summary>
    FileByToken,

    /// <summary>The metalink of the order that the order token names.</summary>
    MetalinkByToken,
}

/// <summary>What the contract (sections 2 and 3) says of one endpoint.</summary>
/// <param name="Door">Whose things it opens.</param>
/// <param name="Role">The least role.</param>
/// <param name="Success">The status for those who may.</param>
/// <param name="Elsewhere">The status for those who may and have nothing here (<see cref="Door.New"/>, <see cref="Door.Own"/>), or to administrators.</param>
/// <param name="Status">The status of the order that it needs.</param>
public sealed record Expectation(
    Door Door, Role Role, int Success = 200, int? Elsewhere = null, OrderStatus Status = OrderStatus.DONE)
{
    /// <summary>The message of a refused action (contract, section 2).</summary>
    public const string NotAllowed = """{"messages":["USER_NOT_ALLOWED_TO_MANAGE_ORDER"]}""";

    /// <summary>The status that the credential gets here.</summary>
    public int Of(Credential credential) => Door switch
    {
        Door.Open => Success,
        Door.FileByToken => credential switch { OrderToken or OldOrderToken => Success, OtherOrderToken => 403, _ => 401 },
        Door.MetalinkByToken => credential is OrderToken or OldOrderToken or OtherOrderToken ? Success : 401,
        _ => RoleOf(credential) is not { } role ? 401 : role < Role ? 403 : Inside(credential),
    };

    /// <summary>True if the refusal is that of an action on somebody else's order.</summary>
    public bool IsRefusedAction(Credential credential) =>
        Door is Door.Act or Door.Administrate && RoleOf(credential) >= Role && Of(credential) == 401;

    /// <summary>True if the answer may show what is Ann's.</summary>
    public bool MayShow(Credential credential) => Door switch
    {
        Door.Own => credential == Owner,
        Door.Catalog => true,
        Door.New => Of(credential) < 300,
        _ => Of(credential) < 300 && credential != OtherTenant,
    };

    private int Inside(Credential credential) => (Door, credential) switch
    {
        (Door.New or Door.Own, not Owner) => Elsewhere ?? Success,
        (Door.New or Door.Own or Door.Tenant or Door.Catalog, _) => Success,
        (_, OtherTenant) => 404,
        (Door.Administrate, Owner) => 401,
        (_, Owner) => Success,
        (_, Admin or ProjectAdmin or InstanceAdmin) => Elsewhere ?? Success,
        (Door.Read, _) => 403,
        _ => 401,
    };

    /// <summary>The role that the credential proves; null if it proves nothing.</summary>
    private static Role? RoleOf(Credential credential) => credential switch
    {
        Credential.Public => Role.PUBLIC,
        OtherUser or Owner => Role.REGISTERED_USER,
        Exploit => Role.EXPLOIT,
        Admin => Role.ADMIN,
        ProjectAdmin => Role.PROJECT_ADMIN,
        InstanceAdmin or OtherTenant => Role.INSTANCE_ADMIN,
        _ => null,
    };
}
