using System.Data.Common;

namespace CellDynamics.Web.Hosting;

/// <summary>What keeps the site from starting is for the person at the terminal: a sentence, not a stack.</summary>
public static class StartFailure
{
    /// <summary>Null where nobody foresaw it: then the stack is wanted.</summary>
    public static string? Describe(Exception failure)
    {
        for (Exception? reason = failure; reason is not null; reason = reason.InnerException)
        {
            if (reason is DbException)
                return $"Database:ConnectionString: expected a database that answers, found: {failure.GetBaseException().Message}. Start it, or correct the setting; the site does not wait for it.";
            if (reason is UnauthorizedAccessException)
                return $"DataRoot: expected a folder that this user may write to, found: {reason.Message} Make it for the user of the site: install -d -o USER -g GROUP -m 750 FOLDER.";
        }
        return failure is InvalidOperationException or IOException ? failure.Message : null;
    }
}
