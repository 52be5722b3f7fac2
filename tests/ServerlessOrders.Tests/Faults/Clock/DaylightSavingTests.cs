using ServerlessOrders.Maintenance;

namespace ServerlessOrders.Tests.Faults.Clock;

/// <summary>The schedules over the nights in which clocks are set forward and back.</summary>
public sealed class DaylightSavingTests
{
    public static TheoryData<string, string> Nights => new()
    {
        { "Europe/Paris", "2025-03-28" }, { "Europe/Paris", "2025-10-24" },
        { "America/New_York", "2025-03-07" }, { "America/New_York", "2025-10-31" },
        // Half an hour; at midnight; the other hemisphere.
        { "Australia/Lord_Howe", "2025-04-04" }, { "Australia/Lord_Howe", "2025-10-03" },
        { "Africa/Cairo", "2025-04-24" }, { "Africa/Cairo", "2025-10-30" },
        { "Pacific/Auckland", "2025-09-26" }, { "Pacific/Auckland", "2025-04-04" },
    };

    [Theory, MemberData(nameof(Nights))]
    public void Refresh_ComesEveryFiveMinutes_WhateverIsDoneToTheClock(string zone, string friday) =>
        Assert.All(Gaps(MaintenanceSchedule.Refresh, zone, friday), gap => Assert.Equal(TimeSpan.FromMinutes(5), gap));

    [Theory, MemberData(nameof(Nights))]
    public void Expiry_ComesAtLeastOnceInNinetyMinutes_WhateverIsDoneToTheClock(string zone, string friday) =>
        Assert.All(Gaps(MaintenanceSchedule.Expiry, zone, friday), gap => Assert.InRange(gap, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(90)));

    [Theory, MemberData(nameof(Nights))]
    public void Reminder_ComesOnceEachWeekday_AtSevenByTheClockOnTheWall(string zone, string friday)
    {
        var local = Runs(MaintenanceSchedule.Reminder, zone, friday).Select(run => TimeZoneInfo.ConvertTime(run, TimeZoneInfo.FindSystemTimeZoneById(zone))).ToList();

        Assert.All(local, run => Assert.Equal(TimeSpan.FromHours(7), run.TimeOfDay));
        Assert.Distinct(local.Select(run => run.Date));
        Assert.All(local, run => Assert.False(run.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday));
        Assert.Equal(2, local.Count);
    }

    private static IEnumerable<TimeSpan> Gaps(string schedule, string zone, string friday)
    {
        var runs = Runs(schedule, zone, friday);
        return runs.Zip(runs.Skip(1), (run, next) => next - run);
    }

    /// <summary>The runs from Thursday noon to Monday noon, UTC; every change of the clocks lies in between.</summary>
    private static List<DateTimeOffset> Runs(string schedule, string zone, string friday)
    {
        var day = DateOnly.ParseExact(friday, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        while (day.DayOfWeek != DayOfWeek.Friday) day = day.AddDays(1);
        var begin = new DateTimeOffset(day.AddDays(-1), new TimeOnly(12, 0), TimeSpan.Zero);
        var runs = new List<DateTimeOffset>();
        for (var run = begin; ;)
        {
            run = MaintenanceSchedule.Next(schedule, run, TimeZoneInfo.FindSystemTimeZoneById(zone));
            if (run > begin.AddDays(4)) return runs;
            runs.Add(run);
        }
    }
}
