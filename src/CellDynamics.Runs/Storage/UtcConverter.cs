using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CellDynamics.Runs.Storage;

/// <summary>Times are UTC on both sides: PostgreSQL asks for the kind, SQLite forgets it.</summary>
internal sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(
    time => time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc),
    time => DateTime.SpecifyKind(time, DateTimeKind.Utc));
