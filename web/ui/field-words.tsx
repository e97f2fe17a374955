/** The words around a field: that it must be filled in, and why what stands in it was not taken. */
import type { ReactNode } from 'react';
import { useMessages } from '../messages/i18next.tsx';

/** The reason alone describes the field; what explains it at length is read by whoever goes on to it. */
export type Fault = { reason: ReactNode; help?: ReactNode };

/** Draws the label's text. The mark is for eyes: screen readers say "required" of the field itself. */
export function LabelWords({ label, isRequired }: { label: string; isRequired: boolean }) {
  const { t } = useMessages();
  return (
    <>
      {label}
      {isRequired && (
        <span className="text-field-required" aria-hidden>
          {t('required')}
        </span>
      )}
    </>
  );
}

/** Draws the fault; its reason has the id. */
export function FaultWords({ id, fault }: { id: string; fault: Fault }) {
  return (
    <div className="text-field-fault">
      <p id={id}>{fault.reason}</p>
      {fault.help}
    </div>
  );
}
