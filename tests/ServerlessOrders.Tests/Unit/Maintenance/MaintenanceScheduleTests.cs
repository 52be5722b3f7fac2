using System.Globalization;
using ServerlessOrders.Api;
using ServerlessOrders.Maintenance;

namespace ServerlessOrders.Tests.Unit.Maintenance;

public sealed class MaintenanceScheduleTests
{
    [Theory]
    [InlineData(MaintenanceSchedule.Expiry, "UTC", "2024-03-01T10:00:00Z", "2024-03-01T11:00:00Z")]
    [InlineData(MaintenanceSchedule.Refresh, "UTC", "2024-03-01T10:04:59Z", "2024-03-01T10:05:00Z")]
    // A Friday after seven: the next weekday is Monday.
    [InlineData(MaintenanceSchedule.Reminder, "UTC", "2024-03-01T07:00:00Z", "2024-03-04T07:00:00Z")]
    // Summer time begins on Sunday, 31 March.
    [InlineData(MaintenanceSchedule.Reminder, "Europe/Paris", "2024-03-29T05:00:00Z", "2024-03-29T06:00:00Z")]
    [InlineData(MaintenanceSchedule.Reminder, "Europe/Paris", "2024-03-29T06:00:00Z", "2024-04-01T05:00:00Z")]
    public void Next_IsInTheZone(string schedule, string zone, string after, string expected) => Assert.Equal(
        At(expected), MaintenanceSchedule.Next(schedule, At(after), TimeZoneInfo.FindSystemTimeZoneById(zone)));

    /// <summary>Checks come each quarter of an hour, by UTC, some a moment early, some late.</summary>
    [Theory]
    [InlineData("UTC", "2024-03-04T06:45:03Z", false)]
    [InlineData("UTC", "2024-03-04T07:00:00Z", true)]
    [InlineData("UTC", "2024-03-04T07:15:03Z", true)]
    [InlineData("UTC", "2024-03-04T07:30:00Z", false)]
    // Sunday
    [InlineData("UTC", "2024-03-03T07:00:00Z", false)]
    [InlineData("Europe/Paris", "2024-03-29T06:00:00Z", true)]
    [InlineData("Europe/Paris", "2024-04-01T05:00:00Z", true)]
    [InlineData("Asia/Kathmandu", "2024-03-04T01:15:00Z", true)]
    public void Reminder_IsDueFromItsTimeOn_ForAWhile(string zone, string now, bool due) =>
        Assert.Equal(due, MaintenanceSchedule.IsReminderDue(At(now), TimeZoneInfo.FindSystemTimeZoneById(zone)));

    [Fact]
    public void TimeZone_ThatDoesNotExist_IsRefusedAtStart()
    {
        var options = new OrdersOptions { Secret = new string('s', 32), TimeZone = "Europe/Nowhere" };

        var result = new OrdersOptionsValidator().Validate(null, options);

        Assert.Contains("Orders:TimeZone 'Europe/Nowhere'", Assert.Single(result.Failures!), StringComparison.Ordinal);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
