namespace ServerlessOrders.Tests.Contract.Authorization;

/// <summary>What a request shows at the door. The order is Ann's.</summary>
public enum Credential
{
    None,
    NoJwt,
    Expired,
    WrongSignature,
    AlgNone,

    /// <summary>Ann's login as INSTANCE_ADMIN of another tenant.</summary>
    OtherTenant,

    /// <summary>Bob, REGISTERED_USER.</summary>
    OtherUser,

    /// <summary>Ann, with too low a role.</summary>
    Public,

    /// <summary>Ann herself.</summary>
    Owner,

    /// <summary>Bob with that role, as all that follow.</summary>
    Exploit,
    Admin,
    ProjectAdmin,
    InstanceAdmin,

    /// <summary>The order's token where a bearer token belongs.</summary>
    OrderTokenAsBearer,
    OtherOrderTokenAsBearer,

    /// <summary>The order's token where it belongs.</summary>
    OrderToken,
    OtherOrderToken,

    /// <summary>The order's token, of a date that is past: the order has been prolonged since.</summary>
    OldOrderToken,
    ForgedOrderToken,
    BearerAsOrderToken,
}
