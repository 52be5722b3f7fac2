namespace ServerlessOrders.Downloads.Zip;

/// <summary>
/// A member of a ZIP turned out unreadable while the ZIP was being sent. The connection must break (never pad, skip or
/// shorten), the file becomes DOWNLOAD_ERROR, and the manifest has ended. Passing faults of storage or network are not this.
/// </summary>
internal sealed class ZipMemberUnreadableException : Exception
{
    /// <summary>Tells which file, and why.</summary>
    /// <param name="member">The member.</param>
    /// <param name="reason">Why it cannot be read.</param>
    public ZipMemberUnreadableException(ZipMember member, UnreadableReason reason)
        : this(member, reason, reason.ToText(), null)
    {
    }

    /// <summary>Tells which external file, and why its host does not give it.</summary>
    /// <param name="member">The member.</param>
    /// <param name="cause">What went wrong; its message is for the owner of the order.</param>
    public ZipMemberUnreadableException(ZipMember member, Exception cause)
        : this(member, UnreadableReason.Unreachable, cause.Message, cause)
    {
    }

    private ZipMemberUnreadableException(ZipMember member, UnreadableReason reason, string text, Exception? cause)
        : base($"File {member.FileId} ({member.Name}) cannot be read: {text}.", cause)
    {
        FileId = member.FileId;
        Reason = reason;
        Text = text;
    }

    public long FileId { get; }

    /// <summary>Why it cannot be read.</summary>
    public UnreadableReason Reason { get; }

    /// <summary>The reason for the owner of the order, without a full stop.</summary>
    public string Text { get; }
}

/// <summary>Why a member cannot be read.</summary>
public enum UnreadableReason
{
    /// <summary>There is no such blob any more.</summary>
    Missing,

    /// <summary>The blob is another version, or of another length, than the one whose CRC-32 is known.</summary>
    Changed,

    /// <summary>The blob went back to the Archive tier.</summary>
    NotOnline,

    /// <summary>The content ended before its length.</summary>
    Truncated,

    /// <summary>The content does not have its CRC-32.</summary>
    Corrupt,

    /// <summary>The host of an external file does not give it.</summary>
    Unreachable,
}

/// <summary>The reasons in words.</summary>
internal static class UnreadableReasons
{
    /// <summary>The reason as the notice and the file's download error tell it, without a full stop.</summary>
    public static string ToText(this UnreadableReason reason) => reason switch
    {
        UnreadableReason.Missing => "it is no longer in the archive",
        UnreadableReason.Changed => "it changed in the archive after it was prepared",
        UnreadableReason.NotOnline => "it went back to offline storage after it was prepared",
        UnreadableReason.Truncated => "its content ended too early",
        UnreadableReason.Corrupt => "its content does not match its checksum",
        UnreadableReason.Unreachable => "its host does not give it",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "There is no such reason."),
    };
}
