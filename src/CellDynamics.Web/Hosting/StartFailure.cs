using System.Data.Common;

namespace CellDynamics.Web.Hosting;

/// <summary>What keeps the site from starting is for the person at the terminal: a sentence, not a stack.</summary>
public static class StartFailure
{
    /// <summary>Null where nobody foresaw it: then the stack is wanted.</summary>
    public static string? Describe(Exception failure) => failure switch
    {
        // Entity Framework wraps an outage in another exception.
        DbException or InvalidOperationException { InnerException: DbException } =>
            $"Database:ConnectionString: expected a database that answers, found: {failure.GetBaseException().Message}. Start it, or correct the setting; the site does not wait for it.",
        UnauthorizedAccessException => $"DataRoot: expected a folder that this user may write to, found: {failure.Message} Make it for the user of the site: install -d -o USER -g GROUP -m 750 FOLDER.",
        InvalidOperationException or IOException => failure.Message,
        _ => null,
    };
}
