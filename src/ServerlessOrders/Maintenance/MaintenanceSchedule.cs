using Cronos;

namespace ServerlessOrders.Maintenance;

/// <summary>When the passes run, as cron expressions (minute, hour, day, month, weekday) in the zone of <c>Orders:TimeZone</c>.</summary>
public static class MaintenanceSchedule
{
    /// <summary>Of <see cref="ExpiryPass"/>: each hour.</summary>
    public const string Expiry = "0 * * * *";

    /// <summary>Of <see cref="RefreshPass"/>: each five minutes.</summary>
    public const string Refresh = "*/5 * * * *";

    /// <summary>Of <see cref="ReminderPass"/>: weekdays at seven.</summary>
    public const string Reminder = "0 7 * * MON-FRI";

    /// <summary>When a host whose timers know UTC only asks <see cref="IsReminderDue"/>: no zone is off by less than a quarter of an hour.</summary>
    public const string ReminderCheck = "*/15 * * * *";

    /// <summary>
    /// True from the time of the reminder on, for twenty minutes: so one of the checks falls into it, be it early or late. Two
    /// do no harm, since a day's reminder is sent once.
    /// </summary>
    public static bool IsReminderDue(DateTimeOffset now, TimeZoneInfo zone) =>
        Next(Reminder, now - TimeSpan.FromMinutes(20), zone) <= now;

    /// <summary>The first instant of a schedule after the given one.</summary>
    /// <exception cref="CronFormatException">That is no cron expression.</exception>
    public static DateTimeOffset Next(string schedule, DateTimeOffset after, TimeZoneInfo zone) =>
        CronExpression.Parse(schedule).GetNextOccurrence(after, zone)
        ?? throw new ArgumentException($"'{schedule}' never comes.", nameof(schedule));
}
