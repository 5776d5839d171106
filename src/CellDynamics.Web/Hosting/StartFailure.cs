using System.Data.Common;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Data.Sqlite;

namespace CellDynamics.Web.Hosting;

/// <summary>What keeps the site from starting is for the person at the terminal: a sentence, not a stack.</summary>
public static class StartFailure
{
    /// <summary>Null where nobody foresaw it: then the stack is wanted.</summary>
    public static string? Describe(Exception failure) => failure switch
    {
        // Entity Framework wraps an outage in another exception.
        SqliteException or InvalidOperationException { InnerException: SqliteException } =>
            $"DataRoot: expected the embedded database to be one that this user may read and write, found: {failure.GetBaseException().Message} Restore a backup where it is damaged.",
        DbException database => OfDatabase(database),
        InvalidOperationException { InnerException: DbException database } => OfDatabase(database),
        FormatException => $"ASPNETCORE_URLS (or --urls): expected addresses such as {LoopbackOnly.DefaultAddress}, separated by semicolons, found: {failure.Message}",
        SocketException => $"ASPNETCORE_URLS (or --urls): expected an address of this machine and a port that this user may listen on (those below 1024 are root's), found: {failure.Message}.",
        IOException { InnerException: AddressInUseException } => $"{failure.Message} Stop what listens there, or choose another address with ASPNETCORE_URLS or --urls.",
        UnauthorizedAccessException => $"DataRoot: expected a folder that this user may write to, found: {failure.Message} Make it for the user of the site: install -d -o USER -g GROUP -m 750 FOLDER.",
        InvalidOperationException or IOException => failure.Message,
        _ => null,
    };

    private static string OfDatabase(DbException failure) =>
        $"Database:ConnectionString: expected a database that answers, found: {failure.Message}{(failure.InnerException is { } reason ? $" ({reason.Message})" : "")}. Start it, or correct the setting; the site does not wait for it.";
}
